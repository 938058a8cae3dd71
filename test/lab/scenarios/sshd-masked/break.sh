# Runs as root inside the host.
su - medic -c 'sudo systemctl mask --now ssh'
