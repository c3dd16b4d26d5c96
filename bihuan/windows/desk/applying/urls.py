from django.urls import path

from bihuan.windows.desk.applying import pages

urlpatterns = [
    path("<int:pk>/", pages.application, name="application"),
    path("<int:pk>/papers/<int:paper>/", pages.paper, name="application_paper"),
    path("<int:pk>/correct/", pages.correct, name="doubt_correct"),
]
