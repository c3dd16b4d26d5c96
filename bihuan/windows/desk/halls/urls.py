from django.urls import path

from bihuan.windows.desk.halls import board, counter, figures, lobby, setting

urlpatterns = [
    path("", board.halls, name="halls"),
    path("new/", setting.new, name="hall_new"),
    path("counter/", counter.counter, name="counter"),
    path("counter/line/", counter.line, name="counter_line"),
    path("counter/<int:pk>/<slug:verb>/", counter.act, name="counter_act"),
    path("<int:pk>/", board.board, name="hall"),
    path("<int:pk>/figures/", figures.figures, name="hall_figures"),
    path("<int:pk>/figures/sheet/", figures.sheet, name="hall_sheet"),
    path("<int:pk>/lobby/", lobby.lobby, name="lobby"),
    path("<int:pk>/lobby/<slug:verb>/", lobby.act, name="lobby_act"),
    path("<int:pk>/setting/", setting.setting, name="hall_setting"),
    path("<int:pk>/setting/hall/", setting.change, name="hall_change"),
    path("<int:pk>/setting/counters/", setting.add_counter, name="counter_add"),
    path("<int:pk>/setting/counters/<int:counter>/", setting.counter, name="counter_change"),
    path("<int:pk>/setting/counters/<int:counter>/close/", setting.close_counter, name="counter_close"),
    path("<int:pk>/setting/devices/", setting.issue, name="device_issue"),
    path("<int:pk>/setting/devices/<int:device>/revoke/", setting.revoke, name="device_revoke"),
]
