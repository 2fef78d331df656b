namespace LurkBot.Tests.Turns;

/// <summary>A process that a test ends at this point; nothing of it may run on.</summary>
internal sealed class ProcessKilledException() : Exception("The process was killed.");
