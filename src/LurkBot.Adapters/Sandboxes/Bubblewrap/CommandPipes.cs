using System.Text;

namespace LurkBot.Sandboxes;

/// <summary>All that connects a command with this process.</summary>
internal sealed class CommandPipes : IDisposable
{
    private readonly List<Descriptor> theirs = [];
    private readonly List<Descriptor> ours = [];

    public CommandPipes(SandboxCommand command, byte[] filter)
    {
        try
        {
            if (command.Input.IsEmpty)
                theirs.Add(Descriptor.Nothing());
            else
                Input = Pipe(weRead: false);
            Output = Pipe(weRead: true);
            if (command.SeparateErrors)
                Errors = Pipe(weRead: true);
            else
                theirs.Add(Descriptor.Of(SystemCalls.MoveUp(theirs[^1].Number)));
            Status = Pipe(weRead: true);
            Block = Pipe(weRead: false);
            theirs.Add(Descriptor.Content(Encoding.UTF8.GetBytes(command.Script)));
            theirs.Add(Descriptor.Content(Encoding.UTF8.GetBytes(BubblewrapArguments.UsersText)));
            theirs.Add(Descriptor.Content(Encoding.UTF8.GetBytes(BubblewrapArguments.GroupsText)));
            theirs.Add(Descriptor.Content(Encoding.UTF8.GetBytes(BubblewrapArguments.HostsText)));
            theirs.Add(Descriptor.Content(filter));
            theirs.Add(Descriptor.Of(SystemCalls.MoveUp(Block.Number)));
            if (command.Limits.Network)
                theirs.Add(Descriptor.Content(Encoding.UTF8.GetBytes(NetworkRoutes.Resolver)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>What the child gets as descriptors 0, 1, 2 and so on, in the order of <see cref="BubblewrapArguments"/>.</summary>
    public IReadOnlyList<int> Theirs => [.. theirs.Select(descriptor => descriptor.Number)];

    /// <summary>Where the command's input is written; null when there is none.</summary>
    public Descriptor? Input { get; }

    public Descriptor Output { get; }

    /// <summary>Null when errors are among the output.</summary>
    public Descriptor? Errors { get; }

    /// <summary>Where bubblewrap says which process is the sandbox's first, and how the command ended.</summary>
    public Descriptor Status { get; }

    /// <summary>
    /// A byte written here lets the sandbox begin. The end of the pipe would too, so bubblewrap holds this end as well: it waits for ever
    /// when this process dies before it has set the limits.
    /// </summary>
    public Descriptor Block { get; }

    public void CloseTheirs()
    {
        foreach (var descriptor in theirs)
            descriptor.Dispose();
    }

    public void Dispose()
    {
        CloseTheirs();
        foreach (var descriptor in ours)
            descriptor.Dispose();
    }

    private Descriptor Pipe(bool weRead)
    {
        var (our, their) = Descriptor.Pipe(weRead);
        ours.Add(our);
        theirs.Add(their);
        return our;
    }
}
