# Not tested: nobody has run this on Windows yet.
# Has the firewall of Windows refuse everything that Stillroom sends, for all users of this computer. Needs the rights of an
# administrator, which the installer for one user does not have; so an administrator runs it once after the installation:
#
#   powershell -ExecutionPolicy Bypass -File offline.ps1 "C:\Users\NAME\AppData\Local\Stillroom"
#   powershell -ExecutionPolicy Bypass -File offline.ps1 -Remove
#
# The rule also stops the gateway of the cloud fallback, whose program is the same java.exe.
param([string]$Folder, [switch]$Remove)
$ErrorActionPreference = 'Stop'
$group = 'Stillroom offline'
Get-NetFirewallRule -Group $group -ErrorAction SilentlyContinue | Remove-NetFirewallRule
if ($Remove) { exit 0 }
foreach ($name in 'Stillroom.exe', 'runtime\bin\java.exe', 'runtime\bin\javaw.exe') {
    $program = Join-Path $Folder $name
    if (-not (Test-Path $program)) { continue }
    New-NetFirewallRule -Group $group -DisplayName "$group ($name)" -Program $program `
        -Direction Outbound -Action Block -Profile Any -Enabled True | Out-Null
    New-NetFirewallRule -Group $group -DisplayName "$group ($name, inbound)" -Program $program `
        -Direction Inbound -Action Block -Profile Any -Enabled True | Out-Null
}
Get-NetFirewallRule -Group $group | Format-Table DisplayName, Direction, Action, Enabled
