using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Docker.DotNet;
using Docker.DotNet.Models;

namespace LurkBot.Sandboxes;

/// <summary>Follows one container from its making to its removal: moves its streams, ends it when it must.</summary>
[SupportedOSPlatform("linux")]
internal sealed class DockerRun : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    /// <summary>How many times the bytes that are kept may be written before the command counts as a flood.</summary>
    private const long FloodFactor = 64;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    /// <summary>How long an engine may take to kill or remove.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>How long an engine may fail to say how a container is.</summary>
    private static readonly TimeSpan InspectPatience = TimeSpan.FromSeconds(5);

    private readonly DockerClient client;
    private readonly SandboxCommand command;
    private readonly TimeProvider time;
    private readonly CappedBytes output;
    private readonly CappedBytes errors;
    private readonly WorkspaceWatch watch;
    private readonly HostMemoryWatch host;
    private string? container;
    private MultiplexedStream? streams;
    private DockerMemory? memory;
    private long began;

    public DockerRun(DockerClient client, SandboxCommand command, TimeProvider time, DockerProtections protections)
    {
        (this.client, this.command, this.time) = (client, command, time);
        output = new CappedBytes(command.MaximumOutput);
        errors = new CappedBytes(command.MaximumOutput);
        watch = new WorkspaceWatch(command.Workspace, command.Limits, !command.IsReadOnly && protections.HasFlag(DockerProtections.WatchedWorkspace));
        host = new HostMemoryWatch(command.Limits, protections.HasFlag(DockerProtections.WatchedHost));
    }

    /// <summary>Makes the container and starts it.</summary>
    public async Task StartAsync(CreateContainerParameters parameters, CancellationToken cancellationToken)
    {
        // Known before it is made, so that it is removed too when the making is cancelled.
        container = parameters.Name;
        await client.Containers.CreateContainerAsync(parameters, cancellationToken);
        var attach = new ContainerAttachParameters { Stream = true, Stdin = parameters.OpenStdin, Stdout = true, Stderr = true };
        streams = await client.Containers.AttachContainerAsync(container, tty: false, attach, cancellationToken);
        began = time.GetTimestamp();
        await client.Containers.StartContainerAsync(container, new ContainerStartParameters(), cancellationToken);
    }

    /// <summary>Waits for the end.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled, and killed.</exception>
    public async Task<SandboxResult> FinishAsync(CancellationToken cancellationToken)
    {
        using var over = new CancellationTokenSource();
        var reading = ReadAsync(over.Token);
        var writing = WriteAsync(over.Token);
        try
        {
            memory = new DockerMemory((await InspectAsync(cancellationToken)).Pid);
            var stopped = await FollowAsync(reading, cancellationToken);
            memory.Look();
            if (stopped is not null)
            {
                await KillAsync();
                await reading.WaitAsync(Patience, time, CancellationToken.None);
            }

            cancellationToken.ThrowIfCancellationRequested();
            await reading;
            return Judge(stopped, await EndAsync(cancellationToken));
        }
        finally
        {
            await over.CancelAsync();
            streams!.Dispose();
            await Task.WhenAll(reading, writing).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    public async ValueTask DisposeAsync()
    {
        streams?.Dispose();
        if (container is null)
            return;
        try
        {
            using var patience = new CancellationTokenSource(Patience, time);
            await DockerLeftovers.RemoveAsync(client, container, patience.Token);
        }
        catch (Exception e) when (e is DockerApiException or HttpRequestException or IOException or OperationCanceledException)
        {
            // The engine does not answer: what it holds is removed at the next start.
        }
    }

    /// <summary>Looks every now and then until nothing more can come or there is a reason to stop it.</summary>
    private async Task<SandboxEnd?> FollowAsync(Task reading, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(reading, Task.Delay(Tick, time, pause.Token));
            await pause.CancelAsync();
            if (reading.IsCompleted)
                return null;
            if (cancellationToken.IsCancellationRequested)
                return SandboxEnd.Exited;
            if (Problem() is { } end)
                return end;
        }
    }

    private SandboxEnd? Problem()
    {
        memory!.Look();
        if (output.Total + errors.Total > FloodFactor * Math.Max(command.MaximumOutput, BufferSize))
            return SandboxEnd.OutputLimit;
        if (time.GetElapsedTime(began) >= command.Limits.Timeout)
            return SandboxEnd.TimedOut;
        return host.Problem() ?? watch.Problem();
    }

    private async Task KillAsync()
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await client.Containers.KillContainerAsync(container, new ContainerKillParameters { Signal = "KILL" }, patience.Token);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
        {
            // It has just ended.
        }
    }

    /// <summary>Its streams have ended, so it has; the engine may need a moment to know that.</summary>
    private async Task<ContainerState> EndAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        for (var pause = 2; ; pause = Math.Min(2 * pause, 100))
        {
            var state = await InspectAsync(cancellationToken);
            if (state is { Running: false, Pid: 0 } && state.Status is not ("created" or "stopping"))
                return state;
            if (time.GetElapsedTime(start) > Patience)
                throw new TimeoutException("the container does not end");
            await Task.Delay(TimeSpan.FromMilliseconds(pause), time, cancellationToken);
        }
    }

    /// <summary>Asks for its state. Podman reads its process's files meanwhile and fails where that has just ended: it is asked again.</summary>
    private async Task<ContainerState> InspectAsync(CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            try
            {
                return (await client.Containers.InspectContainerAsync(container, cancellationToken)).State;
            }
            catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.InternalServerError && time.GetElapsedTime(start) < InspectPatience)
            {
                await Task.Delay(Tick, time, cancellationToken);
            }
        }
    }

    private SandboxResult Judge(SandboxEnd? stopped, ContainerState state)
    {
        const int Killed = 137;
        var exit = stopped is null ? (int)state.ExitCode : Killed;
        var memoryKill = state.OOMKilled || memory!.MemoryKill;
        return new SandboxResult
        {
            ExitCode = exit,
            End = stopped ?? (memoryKill && exit != 0 ? SandboxEnd.MemoryLimit : SandboxEnd.Exited),
            Output = output.Bytes(),
            Errors = errors.Bytes(),
            OutputCut = output.IsCut || errors.IsCut,
            Duration = time.GetElapsedTime(began),
            PeakMemory = memory!.Peak,
            MemoryKill = memoryKill,
        };
    }

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await streams!.ReadOutputAsync(buffer, 0, buffer.Length, cancellationToken) is { EOF: false } read)
                (command.SeparateErrors && read.Target is MultiplexedStream.TargetStream.StandardError ? errors : output).Add(buffer.AsSpan(0, read.Count));
        }
        catch (IOException e) when (e.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset })
        {
            // So it ends when input is left that the command did not read; all output came before.
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        if (command.Input.IsEmpty)
            return;
        try
        {
            await streams!.WriteAsync(command.Input.ToArray(), 0, command.Input.Length, cancellationToken);
            streams.CloseWrite();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or SocketException)
        {
            // The command ended without having read all of its input.
        }
    }
}
