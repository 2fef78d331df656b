namespace LurkBot.Sandboxes;

/// <summary>A backend that may be used.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Make">Makes it, or throws a <see cref="SandboxException"/> that says what is missing.</param>
internal sealed record SandboxChoice(string Name, Func<ISandbox> Make);
