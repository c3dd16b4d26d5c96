from django.urls import path

from bihuan.windows.desk.field import acts, installing, pages

app_name = "field"
urlpatterns = [
    path("", pages.today, name="today"),
    path("acts/", acts.act, name="act"),
    path("state/", pages.state, name="state"),
    path("offline/", installing.offline, name="offline"),
    path("manifest.webmanifest", installing.manifest, name="manifest"),
    path("sw.js", installing.worker, name="worker"),
]
