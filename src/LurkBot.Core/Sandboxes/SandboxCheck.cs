namespace LurkBot.Sandboxes;

/// <summary>One thing that was tried from inside a sandbox.</summary>
/// <param name="Name">What must hold, in a few words.</param>
/// <param name="Held">Whether it held.</param>
/// <param name="Detail">What was seen.</param>
internal sealed record SandboxCheck(string Name, bool Held, string Detail);
