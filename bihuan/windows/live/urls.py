from django.urls import path

from bihuan.windows.live import views

app_name = "live"
urlpatterns = [path("<slug:door>/<str:word>/", views.hand_over, name="stream")]
