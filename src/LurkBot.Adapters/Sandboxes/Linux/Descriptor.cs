using System.ComponentModel;
using System.Runtime.InteropServices;
using LurkBot.Interop;

namespace LurkBot.Sandboxes;

/// <summary>An open file of this process, none of which reaches a child unless it is passed.</summary>
internal sealed class Descriptor(int number) : IDisposable
{
    /// <summary>Its number; -1 once it is closed.</summary>
    public int Number { get; private set; } = number;

    /// <summary>Two ends of a pipe, numbered at least 64. Ours does not block.</summary>
    /// <param name="weRead">Whether we read and the child writes, or the other way.</param>
    /// <exception cref="SandboxException">This process may not open more files.</exception>
    public static unsafe (Descriptor Ours, Descriptor Theirs) Pipe(bool weRead)
    {
        int* ends = stackalloc int[2];
        if (SystemCalls.Pipe(ends, SystemCalls.CloseOnExecute) != 0)
            throw Full();
        var (read, write) = (Raise(ends[0]), Raise(ends[1]));
        var (ours, theirs) = weRead ? (read, write) : (write, read);
        const int SetFlags = 4;
        _ = SystemCalls.Control(ours.Number, SetFlags, SystemCalls.NonBlocking);
        return (ours, theirs);
    }

    /// <summary>A file in memory with this content, to be read from its beginning.</summary>
    public static unsafe Descriptor Content(ReadOnlySpan<byte> content)
    {
        var file = Raise(SystemCalls.MemoryFile("lurkbot", 1));
        fixed (byte* pointer = content)
        {
            for (nint done = 0; done < content.Length;)
            {
                var count = SystemCalls.Write(file.Number, pointer + done, content.Length - done);
                if (count <= 0)
                    throw Full();
                done += count;
            }
        }

        _ = SystemCalls.Seek(file.Number, 0, 0);
        return file;
    }

    /// <summary>The file that reads as empty.</summary>
    public static Descriptor Nothing() => Raise(SystemCalls.Open("/dev/null", SystemCalls.CloseOnExecute));

    /// <summary>Takes over a descriptor that a call returned.</summary>
    /// <exception cref="SandboxException">The call failed.</exception>
    public static Descriptor Of(int number) => number < 0 ? throw Full() : new Descriptor(number);

    public void Dispose()
    {
        if (Number >= 0)
            _ = LibC.Close(Number);
        Number = -1;
    }

    private static Descriptor Raise(int number)
    {
        using var low = Of(number);
        return Of(SystemCalls.MoveUp(number));
    }

    private static SandboxException Full() => new($"The sandbox's files cannot be opened: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}.");
}
