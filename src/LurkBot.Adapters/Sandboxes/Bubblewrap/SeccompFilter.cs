using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>
/// Builds the program with which the kernel refuses system calls: a list of what no command in a workspace needs and what kernels were
/// broken through. Pure. The format is that of classic BPF, see seccomp(2) and linux/filter.h.
/// </summary>
internal static class SeccompFilter
{
    private const uint Allow = 0x7fff0000;
    private const uint KillProcess = 0x80000000;
    private const uint Refuse = 0x00050000;
    private const uint NotPermitted = Refuse | 1;
    private const uint NoSuchCall = Refuse | 38;
    private const uint NoSuchFamily = Refuse | 97;

    private const ushort Load = 0x20;
    private const ushort JumpIfEqual = 0x15;
    private const ushort JumpIfAtLeast = 0x35;
    private const ushort JumpIfAny = 0x45;
    private const ushort Return = 0x06;

    private const uint CallOffset = 0;
    private const uint ArchitectureOffset = 4;
    private const uint FirstArgument = 16;
    private const uint SecondArgument = 24;
    private const uint ThirdArgument = 32;

    /// <summary>CLONE_NEW*: mount, cgroup, uts, ipc, user, pid and network namespaces.</summary>
    private const uint NewNamespaces = 0x7E020000;

    private const uint InsertIntoTerminal = 0x5412;
    private const uint ConsoleControl = 0x541C;

    private const uint Local = 1;
    private const uint Internet = 2;
    private const uint Internet6 = 10;
    private const uint Netlink = 16;

    /// <summary>NETLINK_ROUTE, without which a program cannot list its addresses.</summary>
    private const uint Routes = 0;

    /// <summary>Builds the program.</summary>
    /// <param name="architecture">The processor of this machine.</param>
    /// <param name="countsAllMemory">Whether memory that belongs to no process is counted; else calls that take such are refused too.</param>
    /// <param name="network">Whether the command reaches the internet. Without it sockets are local: no control group counts what the kernel keeps for the others.</param>
    /// <returns>The program's bytes, or null for a processor whose calls are not known here.</returns>
    public static byte[]? Build(Architecture architecture, bool countsAllMemory, bool network)
    {
        if (SeccompCalls.For(architecture) is not { } calls)
            return null;
        var program = new List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)>
        {
            (Load, 0, 0, ArchitectureOffset),
            (JumpIfEqual, 1, 0, calls.Architecture),
            (Return, 0, 0, KillProcess),
            (Load, 0, 0, CallOffset),
        };
        if (architecture is Architecture.X64)
        {
            // The calls of the x32 interface are the same ones under other numbers.
            program.Add((JumpIfAtLeast, 0, 1, 0x40000000));
            program.Add((Return, 0, 0, NoSuchCall));
        }

        foreach (var number in countsAllMemory ? calls.Refused : [.. calls.Refused, .. calls.UncountedMemory])
            Answer(number, NotPermitted);
        // Its flags are in memory, where a filter cannot look; C libraries fall back to clone.
        Answer(calls.Clone3, NoSuchCall);
        Argument(calls.CloneCall, FirstArgument, (JumpIfAny, 0, 1, NewNamespaces), (Return, 0, 0, NotPermitted));
        Argument(calls.InputControl, SecondArgument, (JumpIfEqual, 1, 0, InsertIntoTerminal), (JumpIfEqual, 0, 1, ConsoleControl), (Return, 0, 0, NotPermitted));
        foreach (var number in (uint[])[calls.Socket, calls.SocketPair])
        {
            if (network)
                Argument(number, FirstArgument, (JumpIfEqual, 6, 0, Local), (JumpIfEqual, 5, 0, Internet), (JumpIfEqual, 4, 0, Internet6), (JumpIfEqual, 0, 2, Netlink), (Load, 0, 0, ThirdArgument), (JumpIfEqual, 1, 0, Routes), (Return, 0, 0, NoSuchFamily));
            else
                Argument(number, FirstArgument, (JumpIfEqual, 1, 0, Local), (Return, 0, 0, NoSuchFamily));
        }

        program.Add((Return, 0, 0, Allow));
        return Bytes(program);

        void Answer(uint number, uint answer)
        {
            program.Add((JumpIfEqual, 0, 1, number));
            program.Add((Return, 0, 0, answer));
        }

        void Argument(uint number, uint offset, params (ushort Code, byte IfTrue, byte IfFalse, uint Value)[] test)
        {
            // Behind the test nothing reads the call's number again, so what it loaded may stay.
            program.Add((JumpIfEqual, 0, (byte)(test.Length + 2), number));
            program.Add((Load, 0, 0, offset));
            program.AddRange(test);
            program.Add((Return, 0, 0, Allow));
        }
    }

    private static byte[] Bytes(List<(ushort Code, byte IfTrue, byte IfFalse, uint Value)> program)
    {
        const int Size = 8;
        var bytes = new byte[program.Count * Size];
        for (var i = 0; i < program.Count; i++)
        {
            var instruction = bytes.AsSpan(i * Size, Size);
            BinaryPrimitives.WriteUInt16LittleEndian(instruction, program[i].Code);
            (instruction[2], instruction[3]) = (program[i].IfTrue, program[i].IfFalse);
            BinaryPrimitives.WriteUInt32LittleEndian(instruction[4..], program[i].Value);
        }

        return bytes;
    }
}
