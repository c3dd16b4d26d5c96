from django.urls import path

from bihuan.windows.portal import (
    acts,
    cases,
    fees,
    hall_bookings,
    hall_numbers,
    hall_views,
    home,
    submit,
    track,
)

app_name = "portal"
urlpatterns = [
    path("", home.home, name="home"),
    path("manifest.webmanifest", home.manifest, name="manifest"),
    path("submit/", submit.submit, name="submit"),
    path("code/", submit.code, name="code"),
    path("track/", track.track, name="track"),
    path("halls/", hall_views.halls, name="halls"),
    path("halls/<slug:code>/", hall_views.hall, name="hall"),
    path("halls/<slug:code>/take/", hall_numbers.take, name="take"),
    path("halls/<slug:code>/book/", hall_bookings.book, name="book"),
    path("h/t/<slug:secret>/", hall_numbers.ticket, name="ticket"),
    path("h/t/<slug:secret>/now/", hall_numbers.now, name="ticket_now"),
    path("h/t/<slug:secret>/leave/", hall_numbers.leave, name="ticket_leave"),
    path("h/t/<slug:secret>/rate/", hall_numbers.rate, name="ticket_rate"),
    path("h/b/<slug:secret>/", hall_bookings.booking, name="booking"),
    path("h/b/<slug:secret>/move/", hall_bookings.move, name="booking_move"),
    path("h/b/<slug:secret>/cancel/", hall_bookings.cancel, name="booking_cancel"),
    path("h/b/<slug:secret>/arrive/", hall_bookings.arrive, name="booking_arrive"),
    path("h/b/<slug:secret>/calendar.ics", hall_bookings.calendar_file, name="booking_calendar"),
    path("fees/", fees.choose, name="fees"),
    path("fees/<slug:name>/", fees.fees, name="fee"),
    path("c/<slug:secret>/", cases.show, name="case"),
    path("c/<slug:secret>/done/", cases.done, name="done"),
    path("c/<slug:secret>/papers/<int:pk>/", cases.paper, name="paper"),
    path("c/<slug:secret>/<slug:verb>/", acts.act, name="act"),
]
