using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>The numbers of system calls on one kind of processor (the kernel's <c>unistd.h</c>).</summary>
/// <param name="Architecture">What the kernel calls the processor (AUDIT_ARCH).</param>
/// <param name="CloneCall">clone, refused when it makes namespaces.</param>
/// <param name="Clone3">clone3.</param>
/// <param name="InputControl">ioctl, refused when it types into a terminal.</param>
/// <param name="Socket">socket, refused for all but a few families.</param>
/// <param name="SocketPair">socketpair, refused for the same ones.</param>
/// <param name="Refused">What is refused always.</param>
/// <param name="UncountedMemory">What takes memory that belongs to no process.</param>
internal sealed record SeccompCalls(uint Architecture, uint CloneCall, uint Clone3, uint InputControl, uint Socket, uint SocketPair, uint[] Refused, uint[] UncountedMemory)
{
    /// <summary>Calls whose numbers are the same everywhere.</summary>
    private static readonly uint[] Everywhere =
    [
        425, 426, 427, // io_uring_setup, io_uring_enter, io_uring_register
        428, 429, 430, 431, 432, 433, 442, 467, // open_tree, move_mount, fsopen, fsconfig, fsmount, fspick, mount_setattr, open_tree_attr
        438, 440, 443, 447, 448, // pidfd_getfd, process_madvise, quotactl_fd, memfd_secret, process_mrelease
    ];

    private static readonly SeccompCalls X64 = new(0xC000003E, CloneCall: 56, Clone3: 435, InputControl: 16, Socket: 41, SocketPair: 53,
        [
            101, 310, 311, 312, // ptrace, process_vm_readv, process_vm_writev, kcmp
            165, 166, 155, 161, 272, 308, // mount, umount2, pivot_root, chroot, unshare, setns
            321, 323, 298, // bpf, userfaultfd, perf_event_open
            248, 249, 250, // add_key, request_key, keyctl
            246, 320, 175, 313, 176, // kexec_load, kexec_file_load, init_module, finit_module, delete_module
            303, 304, 300, 301, // name_to_handle_at, open_by_handle_at, fanotify_init, fanotify_mark
            169, 167, 168, 163, 103, 179, // reboot, swapon, swapoff, acct, syslog, quotactl
            164, 227, 305, 159, 170, 171, // settimeofday, clock_settime, clock_adjtime, adjtimex, sethostname, setdomainname
            172, 173, 154, 153, 180, 212, // iopl, ioperm, modify_ldt, vhangup, nfsservctl, lookup_dcookie
            134, 136, 139, 156, 174, 177, 178, // uselib, ustat, sysfs, _sysctl, create_module, get_kernel_syms, query_module
            .. Everywhere,
        ],
        [319, 29, 68]); // memfd_create, shmget, msgget

    private static readonly SeccompCalls Arm64 = new(0xC00000B7, CloneCall: 220, Clone3: 435, InputControl: 29, Socket: 198, SocketPair: 199,
        [
            117, 270, 271, 272, // ptrace, process_vm_readv, process_vm_writev, kcmp
            40, 39, 41, 51, 97, 268, // mount, umount2, pivot_root, chroot, unshare, setns
            280, 282, 241, // bpf, userfaultfd, perf_event_open
            217, 218, 219, // add_key, request_key, keyctl
            104, 294, 105, 273, 106, // kexec_load, kexec_file_load, init_module, finit_module, delete_module
            264, 265, 262, 263, // name_to_handle_at, open_by_handle_at, fanotify_init, fanotify_mark
            142, 224, 225, 89, 116, 60, // reboot, swapon, swapoff, acct, syslog, quotactl
            170, 112, 266, 171, 161, 162, // settimeofday, clock_settime, clock_adjtime, adjtimex, sethostname, setdomainname
            58, 42, 18, // vhangup, nfsservctl, lookup_dcookie
            .. Everywhere,
        ],
        [279, 194, 186]); // memfd_create, shmget, msgget

    /// <summary>The numbers for one kind of processor; null if they are not known here.</summary>
    public static SeccompCalls? For(Architecture architecture) => architecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => X64,
        System.Runtime.InteropServices.Architecture.Arm64 => Arm64,
        _ => null,
    };
}
