from django.urls import path

from bihuan.windows.desk.duties import board, pages

urlpatterns = [
    path("", pages.mine, name="duties"),
    path("board/", board.board, name="duty_board"),
    path("<int:pk>/", pages.duty, name="duty"),
    path("<int:pk>/finding/", pages.finding, name="duty_finding"),
    path("<int:pk>/excuse/", pages.excuse, name="duty_excuse"),
]
