using System.Text;
using System.Text.Json;

namespace LurkBot.Sandboxes;

/// <summary>
/// The filter of system calls as engines read it: what <see cref="SeccompFilter"/> refuses, by name. The engines' own filters
/// differ: Podman's lets a command make user namespaces and mounts, that of older Dockers io_uring and vsock.
/// </summary>
internal static class DockerSeccompProfile
{
    private const int NotPermitted = 1;
    private const int NoSuchCall = 38;
    private const int NoSuchFamily = 97;
    private const long IntegerMask = 0xFFFFFFFF;

    /// <summary>What is refused always; a processor that has no such call passes over its name.</summary>
    internal static readonly string[] Refused =
    [
        "ptrace", "process_vm_readv", "process_vm_writev", "kcmp", "pidfd_getfd", "process_madvise", "process_mrelease",
        "mount", "umount", "umount2", "pivot_root", "chroot", "unshare", "setns",
        "open_tree", "open_tree_attr", "move_mount", "fsopen", "fsconfig", "fsmount", "fspick", "mount_setattr",
        "bpf", "userfaultfd", "perf_event_open", "io_uring_setup", "io_uring_enter", "io_uring_register",
        "add_key", "request_key", "keyctl", "memfd_secret",
        "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
        "name_to_handle_at", "open_by_handle_at", "fanotify_init", "fanotify_mark",
        "reboot", "swapon", "swapoff", "acct", "syslog", "quotactl", "quotactl_fd",
        "settimeofday", "stime", "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64", "adjtimex", "sethostname", "setdomainname",
        "iopl", "ioperm", "modify_ldt", "vhangup", "nfsservctl", "lookup_dcookie",
        "uselib", "ustat", "sysfs", "_sysctl", "create_module", "get_kernel_syms", "query_module",
    ];

    /// <summary>The profile as JSON.</summary>
    public static string Build()
    {
        using var memory = new MemoryStream();
        using (var json = new Utf8JsonWriter(memory))
        {
            json.WriteStartObject();
            json.WriteString("defaultAction"u8, "SCMP_ACT_ALLOW"u8);
            json.WriteStartArray("syscalls"u8);
            Rule(json, Refused, NotPermitted);
            // Its flags are in memory, where a filter cannot look; C libraries fall back to clone.
            Rule(json, ["clone3"], NoSuchCall);
            // Each flag by itself: a rule that asks for a mask asks for all of its bits.
            foreach (var flag in (long[])[0x02000000, 0x00020000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000])
                Rule(json, ["clone"], NotPermitted, (0, "SCMP_CMP_MASKED_EQ", flag, flag));
            // TIOCSTI and TIOCLINUX; the kernel looks at 32 bits.
            foreach (var request in (long[])[0x5412, 0x541C])
                Rule(json, ["ioctl"], NotPermitted, (1, "SCMP_CMP_MASKED_EQ", IntegerMask, request));
            // A container has no network, so its sockets are local ones (AF_UNIX): no control group counts what the kernel keeps for the others.
            Rule(json, ["socket", "socketpair"], NoSuchFamily, (0, "SCMP_CMP_NE", 1, 0));
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(memory.ToArray());
    }

    private static void Rule(Utf8JsonWriter json, string[] names, int error, params ReadOnlySpan<(int Index, string Comparison, long Value, long Second)> arguments)
    {
        json.WriteStartObject();
        json.WriteStartArray("names"u8);
        foreach (var name in names)
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WriteString("action"u8, "SCMP_ACT_ERRNO"u8);
        json.WriteNumber("errnoRet"u8, error);
        json.WriteStartArray("args"u8);
        foreach (var (index, comparison, value, second) in arguments)
        {
            json.WriteStartObject();
            json.WriteNumber("index"u8, index);
            json.WriteNumber("value"u8, value);
            json.WriteNumber("valueTwo"u8, second);
            json.WriteString("op"u8, comparison);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
