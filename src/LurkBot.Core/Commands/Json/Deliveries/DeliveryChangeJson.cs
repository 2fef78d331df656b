namespace LurkBot.Commands;

/// <summary>What <c>lurkbot deliveries retry</c> and <c>cancel</c> print with <c>--json</c>.</summary>
/// <param name="Change">Retry or cancel.</param>
/// <param name="Ids">The rows that were changed.</param>
internal sealed record DeliveryChangeJson(string Change, IReadOnlyList<string> Ids);
