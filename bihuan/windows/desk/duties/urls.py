from django.urls import path

from bihuan.windows.desk.duties import board, pages, points, replay, weather

urlpatterns = [
    path("", pages.mine, name="duties"),
    path("board/", board.board, name="duty_board"),
    path("points/", points.choose, name="point_places"),
    path("points/<int:place>/", points.points, name="points"),
    path("points/<int:place>/labels/", points.labels, name="point_labels"),
    path("points/<int:place>/<int:pk>/", points.point, name="point"),
    path("points/<int:place>/<int:pk>/renew/", points.renew, name="point_renew"),
    path("points/<int:place>/<int:pk>/away/", points.take_away, name="point_away"),
    path("weather/", weather.weather, name="weather"),
    path("weather/<int:pk>/off/", weather.call_off, name="weather_off"),
    path("<int:pk>/round/", replay.replay, name="duty_round"),
    path("<int:pk>/", pages.duty, name="duty"),
    path("<int:pk>/photos/<int:photo>/", pages.picture, name="duty_picture"),
    path("<int:pk>/finding/", pages.finding, name="duty_finding"),
    path("<int:pk>/excuse/", pages.excuse, name="duty_excuse"),
]
