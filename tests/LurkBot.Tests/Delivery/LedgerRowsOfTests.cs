using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Tests.Delivery;

/// <summary>Rows for tests.</summary>
internal static class LedgerRowsOfTests
{
    public static readonly DateTimeOffset At = new(2026, 1, 30, 10, 0, 0, TimeSpan.Zero);

    public static readonly SessionId Session = new(Guid.Parse("00000000-0000-0000-0000-000000000001"));

    public static InboundRecord Message(string number, InboundState state = InboundState.Received) => new($"telegram:1:42:{number}:1", "telegram:1:42", state, At);

    public static OutboundRecord Part(string delivery, int part, string address = "telegram:1:42") => new(delivery, part, OutboundKind.Reply, address, $"text {part}", At) { Markup = $"<b>text {part}</b>", Renderer = 1, Session = Session, Entry = 7 };

    public static OutboundRecord Preview(string delivery) => Part(delivery, 1) with { Entry = null, Markup = null, State = OutboundState.Sending, Text = "beginning" };

    public static LedgerIntake Intake(params OutboundRecord[] parts) => new(Session, 0) { Outbound = parts };
}
