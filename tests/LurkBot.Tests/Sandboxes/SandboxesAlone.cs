namespace LurkBot.Tests.Sandboxes;

/// <summary>Tests that count what a command leaves behind; nothing else runs meanwhile.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class SandboxesAlone
{
    public const string Name = "sandboxes, alone";
}
