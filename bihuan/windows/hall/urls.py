from django.urls import path

from bihuan.windows.hall import devices, kiosk, rating, screens

app_name = "hall"
urlpatterns = [
    path("<str:secret>/", devices.show, name="device"),
    path("<str:secret>/take/", kiosk.take, name="take"),
    path("<str:secret>/arrive/", kiosk.arrive, name="arrive"),
    path("<str:secret>/slip/<slug:number>/", kiosk.slip, name="slip"),
    path("<str:secret>/papers/<slug:service>/", kiosk.papers, name="papers"),
    path("<str:secret>/asking/", rating.asking, name="asking"),
    path("<str:secret>/rate/", rating.rate, name="rate"),
    path("<str:secret>/now/", screens.now, name="now"),
]
