/** A colleague who may do everything: our own login may do only what it needs. */
export const HIRE_ADMIN = `useradd -m -s /bin/bash admin; echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin`
