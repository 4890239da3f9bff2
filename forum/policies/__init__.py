"""Every rule of the system: who may do what, where and when. One file per capability."""
