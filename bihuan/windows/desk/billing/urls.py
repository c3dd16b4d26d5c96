from django.urls import path

from bihuan.windows.desk.billing import accounts, books, keeping, papers, runs, till

urlpatterns = [
    path("accounts/", accounts.accounts, name="accounts"),
    path("accounts/open/", keeping.open_account, name="account_open"),
    path("accounts/<int:pk>/meter/", keeping.meter, name="account_meter"),
    path("accounts/<int:pk>/holder/", keeping.holder, name="account_holder"),
    path("accounts/<int:pk>/close/", keeping.close, name="account_close"),
    path("readings/<int:pk>/refuse/", keeping.refuse, name="reading_refuse"),
    path("accounts/<int:pk>/", accounts.account, name="account"),
    path("accounts/<int:pk>/read/", accounts.read, name="account_read"),
    path("accounts/<int:pk>/estimate/", accounts.estimate, name="account_estimate"),
    path("accounts/<int:pk>/bill/", accounts.bill_now, name="account_bill"),
    path("bills/<int:pk>/", accounts.bill, name="bill"),
    path("bills/<int:pk>/take-back/", accounts.take_back, name="bill_take_back"),
    path("bills/<int:pk>/bill.pdf", papers.bill, name="bill_paper"),
    path("runs/", runs.runs, name="bill_runs"),
    path("runs/<int:pk>/", runs.run, name="bill_run"),
    path("runs/<int:pk>/booklet.pdf", papers.booklet, name="bill_booklet"),
    path("till/", till.till, name="till"),
    path("till/<int:pk>/close/", till.close, name="till_close"),
    path("till/take/<slug:number>/", till.take, name="till_take"),
    path("payments/<int:pk>/", books.payment, name="payment"),
    path("payments/<int:pk>/receipt.pdf", papers.receipt, name="receipt"),
    path("refunds/", books.refunds, name="refunds"),
    path("refunds/<int:pk>/", books.decide, name="refund_decide"),
    path("books/", books.books, name="books"),
    path("books/differences/<int:pk>/", books.settle, name="difference_settle"),
]
