namespace LurkBot.Compaction;

/// <summary>A model gave an answer that is no summary.</summary>
/// <param name="complaint">What is wrong with it, as the model is told.</param>
public sealed class SummaryRejectedException(string complaint) : LurkBotException(complaint);
