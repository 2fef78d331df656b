namespace LurkBot.Commands;

/// <summary>One chat command.</summary>
/// <param name="Name">With its slash.</param>
/// <param name="Usage">Its name and arguments, as the help shows them.</param>
/// <param name="Help">What it does, in one line.</param>
/// <param name="IsOwnersOnly">Whether only the owner may give it.</param>
/// <param name="RunAsync">Does it.</param>
internal sealed record ChatCommandDefinition(string Name, string Usage, string Help, bool IsOwnersOnly, Func<CommandContext, CancellationToken, Task<CommandReply>> RunAsync);
