from django.urls import path
from django.views.i18n import set_language

from bihuan.windows.look import views

app_name = "look"
urlpatterns = [
    path("elder/", views.elder, name="elder"),
    path("language/", set_language, name="language"),
]
