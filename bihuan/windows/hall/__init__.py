"""The devices in a hall: screens that call, screens at the counters."""
