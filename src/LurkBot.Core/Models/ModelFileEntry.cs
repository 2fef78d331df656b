namespace LurkBot.Models;

/// <summary>What a file says about a model; what it leaves out stays as it was.</summary>
/// <param name="Window">The most tokens of input and reply together.</param>
/// <param name="LargestReply">The most tokens of a reply.</param>
/// <param name="Price">What it costs.</param>
/// <param name="HasPrice">Whether the file speaks of the price; it may say that it is unknown.</param>
internal sealed record ModelFileEntry(int? Window, int? LargestReply, ModelPrice? Price, bool HasPrice)
{
    /// <summary>This entry with all that a later file says.</summary>
    public ModelFileEntry With(ModelFileEntry later) => new(
        later.Window ?? Window, later.LargestReply ?? LargestReply, later.HasPrice ? later.Price : Price, HasPrice || later.HasPrice);
}
