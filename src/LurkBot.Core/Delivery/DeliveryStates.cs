namespace LurkBot.Delivery;

/// <summary>The names of states, as commands and their JSON write them.</summary>
internal static class DeliveryStates
{
    /// <summary>All names, those of messages that came first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Enum.GetValues<InboundState>().Select(state => state.ToText()).Concat(Enum.GetValues<OutboundState>().Select(state => state.ToText())).Distinct(StringComparer.Ordinal)];

    /// <summary>The name of a state.</summary>
    /// <param name="state">The state.</param>
    public static string ToText(this InboundState state) => state.ToString().ToLowerInvariant();

    /// <summary>The name of a state.</summary>
    /// <param name="state">The state.</param>
    public static string ToText(this OutboundState state) => state is OutboundState.MaybeSent ? "maybe_sent" : state.ToString().ToLowerInvariant();

    /// <summary>Narrows a look at the ledger to the states of a name, in both directions.</summary>
    /// <param name="filter">The look.</param>
    /// <param name="name">The name, with an underscore or a blank; null for all states.</param>
    public static LedgerFilter WithState(this LedgerFilter filter, string? name) => name?.Replace(' ', '_') is not { } known
        ? filter
        : filter with
        {
            Inbound = [.. Enum.GetValues<InboundState>().Where(state => string.Equals(state.ToText(), known, StringComparison.Ordinal))],
            Outbound = [.. Enum.GetValues<OutboundState>().Where(state => string.Equals(state.ToText(), known, StringComparison.Ordinal))],
        };
}
