from django.urls import path

from bihuan.windows.hall import screens

app_name = "hall"
urlpatterns = [
    path("<str:secret>/", screens.show, name="device"),
    path("<str:secret>/now/", screens.now, name="now"),
]
