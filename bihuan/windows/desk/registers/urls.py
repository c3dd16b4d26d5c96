from django.urls import path

from bihuan.windows.desk.registers import board, book, line

urlpatterns = [
    path("", board.board, name="registers"),
    path("find/", board.find, name="register_find"),
    path("<int:place>/<slug:register>/", book.book, name="register"),
    path("<int:place>/<slug:register>/labels/", book.labels, name="register_labels"),
    path("<int:place>/<slug:register>/sheet/", book.sheet, name="register_sheet"),
    path("lines/<int:pk>/", line.line, name="register_line"),
    path("lines/<int:pk>/step/<slug:move>/", line.step, name="register_step"),
    path("lines/<int:pk>/reveal/", line.reveal, name="register_reveal"),
    path("lines/<int:pk>/close/", line.close, name="register_close"),
]
