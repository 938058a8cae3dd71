import { defineCause } from '../define.ts'
import { quoteLines } from '../reading/quote.ts'

export const sftpSubsystemMissing = defineCause({
  id: 'sftp-subsystem-missing',
  title: 'The program behind sftp and scp is missing',
  needs: ['session-setup'],
  recognise: ({ 'session-setup': { sftp, ...setup } }) => {
    if (!sftp || sftp.exists) return undefined
    return {
      confidence: 'proven',
      summary: `sshd_config has sftp run ${sftp.path}, which does not exist: shells work, but sftp and current versions of scp end at once.`,
      evidence: quoteLines(setup, (line) => line.startsWith('subsystem sftp ')),
      advice:
        'Use “Subsystem sftp internal-sftp” in sshd_config (run sshd -t, reload ssh), or reinstall openssh-sftp-server. Until then: scp -O',
      affects: 'everybody',
    }
  },
  sparesShell: true,
  decide: () => 'sudo sshd -T | grep subsystem (does that file exist?)',
})
