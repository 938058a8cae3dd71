# Runs as root inside the host.
echo 'PermitRootLogn no' >/etc/ssh/sshd_config.d/hardening.conf
systemctl kill --kill-who=main --signal=HUP ssh
until systemctl is-failed -q ssh; do sleep 0.1; done
