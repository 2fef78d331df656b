using LurkBot.Delivery;

namespace LurkBot.Tests.Delivery;

/// <summary>What the ledger is to do, in lists: rows by their numbers, a removed one null.</summary>
internal sealed class LedgerModel
{
    public List<InboundRecord> Inbound { get; } = [];

    public List<OutboundRecord?> Outbound { get; } = [];

    public InboundState Receive(InboundRecord message)
    {
        if (Inbound.Find(row => row.Source == message.Source) is { } known)
            return known.State;
        Inbound.Add(message);
        return message.State;
    }

    public bool Move(string source, InboundState state, InboundRecord? told)
    {
        var i = Inbound.FindIndex(row => row.Source == source && !row.IsOver);
        if (i < 0)
            return false;
        Inbound[i] = Emptied(Inbound[i] with { State = state, Session = told?.Session ?? Inbound[i].Session, Entry = told?.Entry ?? Inbound[i].Entry });
        return true;
    }

    public void TakeIn(InboundRecord told, IReadOnlyList<OutboundRecord> parts)
    {
        var known = Inbound.Find(row => row.Source == told.Source);
        if (known is null)
            Inbound.Add(Emptied(told));
        else if (known is not { State: InboundState.Received, Entry: not null })
            Move(told.Source, told.State, told);
        Adopt(parts[0]);
        var there = Outbound.Where(row => row?.Delivery == parts[0].Delivery).ToList();
        if (there.Count > 1 || there is [{ Entry: not null }])
            return;
        string? platformId = null;
        if (there is [{ } preview])
        {
            var at = Outbound.IndexOf(preview);
            platformId = preview.PlatformId;
            Outbound[at] = preview is { PlatformId: null, State: OutboundState.Sending or OutboundState.MaybeSent } ? preview with { Part = 0, State = OutboundState.MaybeSent, Entry = parts[0].Entry } : null;
        }

        foreach (var part in parts)
            Add(part with { PlatformId = part.Part == 1 ? platformId : null });
    }

    public void AddPreview(OutboundRecord preview)
    {
        Adopt(preview);
        if (!Outbound.Exists(row => row?.Delivery == preview.Delivery))
            Add(preview);
    }

    public bool Begin(long id) => Change(id, row => row.State is OutboundState.Pending, row => row with { State = OutboundState.Sending, Attempts = row.Attempts + 1 });

    public bool Settle(long id, OutboundState state, string? platformId) => Change(id, row => !row.IsOver, row => row with { State = state, PlatformId = platformId ?? row.PlatformId });

    public bool Retry(string source) => Change(source, row => row is { State: InboundState.Failed, Entry: not null }, row => row with { State = InboundState.Received });

    public bool Retry(long id) => Change(id, row => row.State is OutboundState.MaybeSent or OutboundState.Failed, row => row with { State = OutboundState.Pending });

    public bool Cancel(string source) => Change(source, row => row.State is InboundState.Received or InboundState.Failed, row => row with { State = row is { State: InboundState.Received, Entry: not null } ? InboundState.Failed : InboundState.Cancelled, Text = null });

    public bool Cancel(long id) => Change(id, row => row.State is OutboundState.Pending or OutboundState.MaybeSent or OutboundState.Failed, row => row with { State = OutboundState.Cancelled });

    /// <summary>The newest preview of the session becomes that of a turn that has none.</summary>
    private void Adopt(OutboundRecord part)
    {
        var at = Outbound.FindLastIndex(row => row is { Kind: OutboundKind.Reply, Entry: null, Part: 1, State: < OutboundState.Cancelled } && row.Session == part.Session && row.Address == part.Address);
        if (at >= 0 && !Outbound.Exists(row => row?.Delivery == part.Delivery))
            Outbound[at] = Outbound[at]! with { Delivery = part.Delivery };
    }

    private void Add(OutboundRecord part) => Outbound.Add(part with { Id = Outbound.Count + 1 });

    private bool Change(long id, Func<OutboundRecord, bool> may, Func<OutboundRecord, OutboundRecord> change)
    {
        if (id > Outbound.Count || Outbound[(int)id - 1] is not { } row || !may(row))
            return false;
        row = change(row);
        Outbound[(int)id - 1] = row.State is OutboundState.Sent or OutboundState.Cancelled ? row with { Text = "", Markup = null } : row;
        return true;
    }

    private bool Change(string source, Func<InboundRecord, bool> may, Func<InboundRecord, InboundRecord> change)
    {
        var i = Inbound.FindIndex(row => row.Source == source && may(row));
        if (i >= 0)
            Inbound[i] = Emptied(change(Inbound[i]));
        return i >= 0;
    }

    private static InboundRecord Emptied(InboundRecord row) => row.State is InboundState.Answered or InboundState.Refused or InboundState.Cancelled ? row with { Text = null } : row;
}
