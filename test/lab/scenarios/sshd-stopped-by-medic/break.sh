# Runs as root inside the host.
su - medic -c 'sudo systemctl stop ssh.service'
