namespace LurkBot.Models;

/// <summary>What is known of a model, or assumed of an unknown one.</summary>
/// <param name="Name">Its name, as <c>--model</c> takes it; never an alias.</param>
/// <param name="Window">The most tokens of input and reply together.</param>
/// <param name="LargestReply">The most tokens of a reply; at most the window.</param>
/// <param name="Price">What it costs; null when that is not known, which is not zero.</param>
/// <param name="IsWindowAssumed">Whether the window is a guess, since nobody said how long it is.</param>
internal sealed record ModelInfo(string Name, int Window, int LargestReply, ModelPrice? Price, bool IsWindowAssumed)
{
    /// <summary>Who serves it.</summary>
    public ModelProvider Provider => ModelNames.ProviderOf(Name);
}
