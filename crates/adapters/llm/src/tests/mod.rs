mod personas;
mod scripted;
