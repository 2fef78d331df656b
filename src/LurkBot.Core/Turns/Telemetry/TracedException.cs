namespace LurkBot.Turns;

/// <summary>An error of a model as a span may know it: its kind alone.</summary>
/// <param name="error">The error.</param>
public sealed class TracedException(Exception error) : Exception(TurnLabels.ErrorOf(error), error);
