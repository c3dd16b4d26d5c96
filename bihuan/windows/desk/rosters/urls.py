from django.urls import path

from bihuan.windows.desk.rosters import board, book, mine, months

urlpatterns = [
    path("", mine.mine, name="shifts"),
    path("board/", board.board, name="shift_board"),
    path("months/", months.months, name="shift_months"),
    path("months/<int:pk>/", months.month, name="shift_month"),
    path("months/<int:pk>/publish/", months.publish, name="shift_publish"),
    path("months/<int:pk>/course/", months.course, name="shift_course"),
    path("swaps/<int:pk>/<slug:verb>/", mine.swap_answer, name="swap_answer"),
    path("leave/", mine.ask_leave, name="leave_ask"),
    path("leave/<int:pk>/", board.leave, name="leave"),
    path("leave/<int:pk>/withdraw/", mine.withdraw_leave, name="leave_withdraw"),
    path("feed/<slug:verb>/", mine.feed, name="shift_feed"),
    path("calendar/<str:secret>.ics", mine.calendar, name="shift_calendar"),
    path("handover/<int:pk>/", book.handover, name="handover"),
    path("<int:pk>/handover/", book.hand_over, name="hand_over"),
    path("<int:pk>/away/", mine.away, name="shift_away"),
    path("<int:pk>/swap/", mine.swap, name="shift_swap"),
    path("<int:pk>/<slug:verb>/", mine.stand, name="shift_stand"),
]
