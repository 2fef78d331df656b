using System.Runtime.InteropServices;

namespace LurkBot.Sandboxes;

/// <summary>Follows one command from its start to its end: sets its limits, moves its streams, ends it when it must.</summary>
internal sealed unsafe class BubblewrapProcess : IDisposable
{
    private const int Tick = 100;
    private const int BufferSize = 64 * 1024;

    /// <summary>How many times the bytes that are kept may be written before the command counts as a flood.</summary>
    private const long FloodFactor = 64;

    private readonly int process;
    private readonly Descriptor processFile;
    private readonly CommandPipes pipes;
    private readonly ILimitedRun limits;
    private readonly WorkspaceWatch watch;
    private readonly HostMemoryWatch host;
    private readonly SandboxCommand command;
    private readonly TimeProvider time;
    private readonly long began;
    private readonly CappedBytes output;
    private readonly CappedBytes errors;
    private readonly byte[] buffer = new byte[BufferSize];
    private readonly StatusReader status = new();
    private Descriptor? first;
    private IDisposable? network;
    private SandboxEnd? stopped;
    private int written;
    private bool reaped;

    public BubblewrapProcess(int process, CommandPipes pipes, ILimitedRun limits, WorkspaceWatch watch, HostMemoryWatch host, SandboxCommand command, TimeProvider time)
    {
        (this.process, this.pipes, this.limits, this.watch, this.host, this.command, this.time) = (process, pipes, limits, watch, host, command, time);
        began = time.GetTimestamp();
        output = new CappedBytes(command.MaximumOutput);
        errors = new CappedBytes(command.MaximumOutput);
        try
        {
            processFile = Descriptor.Of(SystemCalls.OpenProcess(process));
        }
        catch
        {
            _ = SystemCalls.Signal(process, SystemCalls.Kill);
            _ = SystemCalls.Wait(process, null, 0);
            throw;
        }
    }

    /// <summary>Gives the sandbox of this first process its network; null for none.</summary>
    public Func<int, IDisposable>? Connect { get; init; }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="SandboxException">The sandbox could not be made; the command was not run.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled, and killed.</exception>
    public SandboxResult Finish(CancellationToken cancellationToken)
    {
        var (wake, waker) = Descriptor.Pipe(weRead: true);
        using (wake)
        using (waker)
        {
            using var registration = cancellationToken.Register(static state => Write((Descriptor)state!), waker);
            var entries = stackalloc PollEntry[6];
            while (true)
            {
                entries[0] = Entry(processFile, PollEntry.Readable);
                entries[1] = Entry(pipes.Output, PollEntry.Readable);
                entries[2] = Entry(pipes.Errors, PollEntry.Readable);
                entries[3] = Entry(pipes.Status, PollEntry.Readable);
                entries[4] = Entry(pipes.Input, PollEntry.Writable);
                entries[5] = Entry(cancellationToken.IsCancellationRequested ? null : wake, PollEntry.Readable);
                _ = SystemCalls.Poll(entries, 6, Tick);
                Move(entries);
                if (entries[0].Returned != 0)
                    break;
                if (stopped is null && (cancellationToken.IsCancellationRequested ? SandboxEnd.Exited : Problem()) is { } end)
                    Stop(end);
            }
        }

        Reap();
        // What it wrote last is still in the pipes.
        Drain(pipes.Output, output);
        Drain(pipes.Errors, errors);
        Drain(pipes.Status, null);
        var (peak, memoryKill) = limits.Measure();
        cancellationToken.ThrowIfCancellationRequested();
        if (stopped is null && status.ExitCode is null)
            throw new SandboxException($"The sandbox could not be made, so nothing was run. {NamespaceAdvice.Find()} (bubblewrap says: {output.Text() + errors.Text()})");
        const int Killed = 137;
        var exit = status.ExitCode ?? Killed;
        return new SandboxResult
        {
            ExitCode = exit,
            End = stopped ?? (memoryKill && exit != 0 ? SandboxEnd.MemoryLimit : SandboxEnd.Exited),
            Output = output.Bytes(),
            Errors = errors.Bytes(),
            OutputCut = output.IsCut || errors.IsCut,
            Duration = time.GetElapsedTime(began),
            PeakMemory = peak,
            MemoryKill = memoryKill,
        };
    }

    public void Dispose()
    {
        if (!reaped)
        {
            Kill();
            Reap();
        }

        network?.Dispose();
        processFile.Dispose();
        first?.Dispose();
    }

    private static PollEntry Entry(Descriptor? descriptor, short events) => new() { Descriptor = descriptor?.Number ?? -1, Events = events };

    private static void Write(Descriptor descriptor)
    {
        byte one = 1;
        _ = SystemCalls.Write(descriptor.Number, &one, 1);
    }

    private void Move(PollEntry* entries)
    {
        if (entries[1].Returned != 0)
            Read(pipes.Output, output);
        if (entries[2].Returned != 0)
            Read(pipes.Errors!, errors);
        if (entries[3].Returned != 0)
            Read(pipes.Status, null);
        if (entries[4].Returned != 0)
            WriteInput(pipes.Input!);
        if (first is null && status.FirstProcess is { } number)
            Begin(number);
    }

    /// <summary>The sandbox's first process waits: bound it, then let it go.</summary>
    private void Begin(int number)
    {
        first = Descriptor.Of(SystemCalls.OpenProcess(number));
        limits.Add(number);
        network = Connect?.Invoke(number);
        Write(pipes.Block);
        pipes.Block.Dispose();
    }

    private SandboxEnd? Problem()
    {
        if (output.Total + errors.Total > FloodFactor * Math.Max(command.MaximumOutput, BufferSize))
            return SandboxEnd.OutputLimit;
        if (time.GetElapsedTime(began) >= command.Limits.Timeout)
            return SandboxEnd.TimedOut;
        if (limits.IsOverMemory())
            return SandboxEnd.MemoryLimit;
        return host.Problem() ?? watch.Problem();
    }

    private void Stop(SandboxEnd end)
    {
        stopped = end;
        Kill();
    }

    /// <summary>The kernel kills all processes of the sandbox with its first one; that one dies with bubblewrap.</summary>
    private void Kill()
    {
        if (first is not null)
            SystemCalls.KillProcess(first.Number);
        SystemCalls.KillProcess(processFile.Number);
    }

    private void Reap()
    {
        _ = SystemCalls.Wait(process, null, 0);
        reaped = true;
    }

    /// <summary>Reads until nothing is left or somebody who outlived the command stays silent.</summary>
    private void Drain(Descriptor? descriptor, CappedBytes? target)
    {
        // A pipe holds at most a few of these.
        const int Rounds = 64;
        for (var i = 0; i < Rounds && descriptor is { Number: >= 0 } && Read(descriptor, target); i++)
        {
        }
    }

    /// <summary>Reads what is there; the status where there is no target.</summary>
    /// <returns>Whether more may be there.</returns>
    private bool Read(Descriptor descriptor, CappedBytes? target)
    {
        nint count;
        fixed (byte* pointer = buffer)
            count = SystemCalls.Read(descriptor.Number, pointer, BufferSize);
        if (count < 0 && Marshal.GetLastPInvokeError() is SystemCalls.Again or SystemCalls.Interrupted)
            return false;
        if (count <= 0)
        {
            descriptor.Dispose();
            return false;
        }

        if (target is null)
            status.Add(buffer.AsSpan(0, (int)count));
        else
            target.Add(buffer.AsSpan(0, (int)count));
        return true;
    }

    private void WriteInput(Descriptor input)
    {
        var rest = command.Input.Span[written..];
        nint count;
        fixed (byte* pointer = rest)
            count = SystemCalls.Write(input.Number, pointer, rest.Length);
        if (count >= 0)
            written += (int)count;
        else if (Marshal.GetLastPInvokeError() is SystemCalls.Again or SystemCalls.Interrupted)
            return;
        if (count < 0 || written == command.Input.Length)
            input.Dispose();
    }
}
