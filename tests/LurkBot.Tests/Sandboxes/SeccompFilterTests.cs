using System.Buffers.Binary;
using LurkBot.Sandboxes;
using Processor = System.Runtime.InteropServices.Architecture;

namespace LurkBot.Tests.Sandboxes;

/// <summary>The filter's program, run as the kernel runs it, for processors that this machine is not.</summary>
public sealed class SeccompFilterTests
{
    private const uint Allowed = 0x7fff0000;
    private const uint NotPermitted = 0x00050001;
    private const uint NoSuchFamily = 0x00050061;
    private const uint X64 = 0xC000003E;
    private const uint Arm64 = 0xC00000B7;

    [Theory]
    [InlineData(X64, 0u, 0ul, 0ul, Allowed)] // read
    [InlineData(X64, 101u, 0ul, 0ul, NotPermitted)] // ptrace
    [InlineData(X64, 0x40000000u | 101u, 0ul, 0ul, 0x00050026u)] // ptrace by its x32 number
    [InlineData(X64, 435u, 0ul, 0ul, 0x00050026u)] // clone3
    [InlineData(X64, 56u, 0x01200011ul, 0ul, Allowed)] // clone as fork uses it
    [InlineData(X64, 56u, 0x10000011ul, 0ul, NotPermitted)] // clone with a user namespace
    [InlineData(X64, 16u, 0ul, 0x5401ul, Allowed)] // ioctl TCGETS
    [InlineData(X64, 16u, 0ul, 0x5412ul, NotPermitted)] // ioctl TIOCSTI
    [InlineData(X64, 16u, 0ul, 0xFFFFFFFF00005412ul, NotPermitted)] // the same with a high half that the kernel drops
    [InlineData(X64, 16u, 0ul, 0x541Cul, NotPermitted)] // ioctl TIOCLINUX
    [InlineData(X64, 41u, 1ul, 0ul, Allowed)] // socket AF_UNIX
    [InlineData(X64, 41u, 16ul, 0ul, NoSuchFamily)] // socket AF_NETLINK
    [InlineData(X64, 41u, 2ul, 0ul, NoSuchFamily)] // socket AF_INET
    [InlineData(X64, 41u, 10ul, 0ul, NoSuchFamily)] // socket AF_INET6
    [InlineData(X64, 53u, 1ul, 0ul, Allowed)] // socketpair AF_UNIX
    [InlineData(X64, 53u, 30ul, 0ul, NoSuchFamily)] // socketpair AF_TIPC
    [InlineData(X64, 41u, 0xFFFFFFFF00000002ul, 0ul, NoSuchFamily)] // AF_INET with a high half that the kernel drops
    [InlineData(X64, 41u, 40ul, 0ul, 0x00050061u)] // socket AF_VSOCK
    [InlineData(X64, 41u, 38ul, 0ul, 0x00050061u)] // socket AF_ALG
    [InlineData(X64, 319u, 0ul, 0ul, Allowed)] // memfd_create
    [InlineData(Arm64, 117u, 0ul, 0ul, 0x80000000u)] // another processor's call
    public void Program_Call_Answers(uint architecture, uint call, ulong first, ulong second, uint answer) =>
        Assert.Equal(answer, Run(SeccompFilter.Build(Processor.X64, countsAllMemory: true, network: false)!, architecture, call, first, second));

    [Theory]
    [InlineData(41u, 1ul, 0ul, Allowed)] // socket AF_UNIX
    [InlineData(41u, 2ul, 17ul, Allowed)] // socket AF_INET
    [InlineData(41u, 10ul, 6ul, Allowed)] // socket AF_INET6
    [InlineData(41u, 16ul, 0ul, Allowed)] // socket AF_NETLINK, NETLINK_ROUTE
    [InlineData(41u, 16ul, 9ul, NoSuchFamily)] // socket AF_NETLINK, NETLINK_AUDIT
    [InlineData(53u, 16ul, 9ul, NoSuchFamily)] // socketpair of the same
    [InlineData(41u, 17ul, 0ul, NoSuchFamily)] // socket AF_PACKET
    [InlineData(41u, 40ul, 0ul, NoSuchFamily)] // socket AF_VSOCK
    [InlineData(0u, 0ul, 0ul, Allowed)] // read
    public void Program_SocketWithANetwork_Answers(uint call, ulong family, ulong protocol, uint answer) =>
        Assert.Equal(answer, Run(SeccompFilter.Build(Processor.X64, countsAllMemory: true, network: true)!, X64, call, family, 0, protocol));

    [Theory]
    [InlineData(63u, 0ul, 0ul, Allowed)] // read
    [InlineData(117u, 0ul, 0ul, NotPermitted)] // ptrace
    [InlineData(97u, 0ul, 0ul, NotPermitted)] // unshare
    [InlineData(220u, 0x11ul, 0ul, Allowed)] // clone as fork uses it
    [InlineData(220u, 0x20000011ul, 0ul, NotPermitted)] // clone with a process namespace
    [InlineData(29u, 0ul, 0x5412ul, NotPermitted)] // ioctl TIOCSTI
    [InlineData(198u, 40ul, 0ul, 0x00050061u)] // socket AF_VSOCK
    [InlineData(279u, 0ul, 0ul, NotPermitted)] // memfd_create, where nothing counts such memory
    public void Program_CallOnArm_Answers(uint call, ulong first, ulong second, uint answer) =>
        Assert.Equal(answer, Run(SeccompFilter.Build(Processor.Arm64, countsAllMemory: false, network: false)!, Arm64, call, first, second));

    [Fact]
    public void Build_UnknownProcessor_GivesNone() => Assert.Null(SeccompFilter.Build(Processor.S390x, countsAllMemory: true, network: true));

    /// <summary>The few instructions of classic BPF that the program may consist of.</summary>
    private static uint Run(byte[] program, uint architecture, uint call, ulong first, ulong second, ulong third = 0)
    {
        var data = new byte[64];
        BinaryPrimitives.WriteUInt32LittleEndian(data, call);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), architecture);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(16), first);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(24), second);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(32), third);
        var accumulator = 0u;
        for (var i = 0; ; i++)
        {
            var instruction = program.AsSpan(i * 8, 8);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            bool? jump = BinaryPrimitives.ReadUInt16LittleEndian(instruction) switch
            {
                0x15 => accumulator == value,
                0x35 => accumulator >= value,
                0x45 => (accumulator & value) != 0,
                0x20 or 0x06 => null,
                var other => throw new InvalidOperationException($"No such instruction: {other}."),
            };
            if (jump is { } taken)
                i += taken ? instruction[2] : instruction[3];
            else if (instruction[0] == 0x06)
                return value;
            else
                accumulator = BinaryPrimitives.ReadUInt32LittleEndian(data.AsSpan((int)value));
        }
    }
}
