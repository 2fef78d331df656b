using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace LurkBot.Channels;

/// <summary>What became of one request to the Web API.</summary>
[SuppressMessage("Design", "CA1034:Nested types should not be visible", Justification = "The cases of a closed union.")]
internal abstract record SlackAnswer
{
    private SlackAnswer()
    {
    }

    /// <summary>What went wrong, in a few words, without a token; for people.</summary>
    public abstract string Said { get; }

    /// <summary>Slack did it.</summary>
    /// <param name="Result">What it gave back.</param>
    /// <param name="Scopes">The scopes that the token has, where Slack told them; else null.</param>
    public sealed record Done(JsonElement Result, IReadOnlyList<string>? Scopes = null) : SlackAnswer
    {
        public override string Said => "done";
    }

    /// <summary>Slack itself refused; the request had no effect.</summary>
    /// <param name="Error">Its word for it, such as <c>channel_not_found</c>.</param>
    /// <param name="After">How long it wants us to wait; null when it did not say.</param>
    /// <param name="Needed">The scope that is missing; null when it did not say.</param>
    public sealed record Refused(string Error, TimeSpan? After = null, string? Needed = null) : SlackAnswer
    {
        public override string Said => Needed is null ? Error : $"{Error}: {Needed}";

        /// <summary>Whether it wants us to wait.</summary>
        public bool IsLimit => Error is "ratelimited" or "rate_limited";

        /// <summary>Whether something at Slack is out of order; the same request may work later.</summary>
        public bool IsOutage => Error is "internal_error" or "fatal_error" or "service_unavailable" or "team_added_to_org" or "request_timeout";

        /// <summary>Whether a token is refused.</summary>
        public bool IsUnauthorized => Error is "not_authed" or "invalid_auth" or "account_inactive" or "token_revoked" or "token_expired" or "user_removed_from_team" or "team_disabled" or "org_login_required" or "not_allowed_token_type";
    }

    /// <summary>The request never reached Slack.</summary>
    /// <param name="Why">Why.</param>
    /// <param name="After">How long something on the way wants us to wait; null when it did not say.</param>
    public sealed record NotSent(string Why, TimeSpan? After = null) : SlackAnswer
    {
        public override string Said => Why;
    }

    /// <summary>The request left, and no answer of Slack's came back: it may have been done.</summary>
    /// <param name="Why">What came instead.</param>
    public sealed record Lost(string Why) : SlackAnswer
    {
        public override string Said => Why;
    }
}
