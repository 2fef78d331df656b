using LurkBot.Delivery;
using LurkBot.Sessions;

namespace LurkBot.Tests.Simulation;

/// <summary>The ledger, as far away as a disk is.</summary>
internal sealed class SimLedger(SimProcess process, SimWorld world, bool isNew) : IDeliveryLedger
{
    private readonly SqliteDeliveryLedger inner = world.Disk.Ledger;
    private readonly PlantedFault fault = world.Fault;

    public bool IsNew { get; } = isNew;

    public string? Problem => null;

    public ValueTask<IReadOnlyList<InboundRecord>> ReceiveAsync(IReadOnlyList<InboundRecord> messages, CancellationToken cancellationToken) => WriteAsync(() =>
    {
        foreach (var message in messages)
            world.HeardAt.TryAdd(message.Source, world.Clock.Elapsed);
        return inner.ReceiveAsync(messages, cancellationToken);
    });

    public ValueTask<bool> MoveInboundAsync(string source, InboundState state, string? reason, CancellationToken cancellationToken) => WriteAsync(() => inner.MoveInboundAsync(source, state, reason, cancellationToken));

    public ValueTask<bool> ReceiveAgainAsync(string source, CancellationToken cancellationToken) => WriteAsync(() => inner.ReceiveAgainAsync(source, cancellationToken));

    public ValueTask<long?> ReadThroughAsync(SessionId session, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadThroughAsync(session, cancellationToken));

    public ValueTask<IReadOnlyDictionary<SessionId, long>> ReadThroughAsync(CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadThroughAsync(cancellationToken));

    public ValueTask<IReadOnlyList<OutboundRecord>> TakeInAsync(LedgerIntake intake, CancellationToken cancellationToken) => WriteAsync(() => inner.TakeInAsync(Misled(intake), cancellationToken));

    public async ValueTask TakeInAllAsync(IReadOnlyList<LedgerIntake> intakes, CancellationToken cancellationToken) => await WriteAsync(async () =>
    {
        await inner.TakeInAllAsync([.. intakes.Select(Misled)], cancellationToken);
        return true;
    });

    public ValueTask<IReadOnlyList<OutboundRecord>> AddAsync(IReadOnlyList<OutboundRecord> parts, CancellationToken cancellationToken) => WriteAsync(() => inner.AddAsync(parts, cancellationToken));

    public async ValueTask<bool> BeginSendingAsync(long id, CancellationToken cancellationToken)
    {
        if (fault is PlantedFault.SentBeforeTheRow)
            return true;
        return await WriteAsync(() => inner.BeginSendingAsync(id, cancellationToken));
    }

    public async ValueTask<bool> MoveOutboundAsync(long id, OutboundState state, string? platformId, string? reason, CancellationToken cancellationToken)
    {
        if (fault is PlantedFault.SentBeforeTheRow)
            await WriteAsync(() => inner.BeginSendingAsync(id, cancellationToken));
        return await WriteAsync(() => inner.MoveOutboundAsync(id, state, platformId, reason, cancellationToken));
    }

    public ValueTask<OutboundRecord?> FindPreviewAsync(string delivery, CancellationToken cancellationToken) => process.LookAsync(() => inner.FindPreviewAsync(delivery, cancellationToken));

    public async ValueTask ReplacePreviewAsync(long preview, long part, string? platformId, CancellationToken cancellationToken) => await WriteAsync(async () =>
    {
        await inner.ReplacePreviewAsync(preview, part, platformId, cancellationToken);
        return true;
    });

    public ValueTask<IReadOnlyList<OutboundRecord>> ReadUnsentAsync(CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadUnsentAsync(cancellationToken));

    public ValueTask<bool> RetryAsync(string row, CancellationToken cancellationToken) => WriteAsync(() => inner.RetryAsync(row, cancellationToken));

    public ValueTask<bool> CancelAsync(string row, string reason, CancellationToken cancellationToken) => WriteAsync(() => inner.CancelAsync(row, reason, cancellationToken));

    public ValueTask<int> CancelAllAsync(SessionId session, string reason, CancellationToken cancellationToken) => WriteAsync(() => inner.CancelAllAsync(session, reason, cancellationToken));

    public ValueTask<LedgerRows> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadAsync(filter, cancellationToken));

    public ValueTask<InboundRecord?> FindReceivedAsync(string source, CancellationToken cancellationToken) => process.LookAsync(() => inner.FindReceivedAsync(source, cancellationToken));

    public ValueTask<int> RetargetAsync(DeliveryTarget from, DeliveryTarget to, CancellationToken cancellationToken) => WriteAsync(() => inner.RetargetAsync(from, to, cancellationToken));

    public ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken) => process.LookAsync(() => inner.ReadCursorAsync(name, cancellationToken));

    public async ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken) => await WriteAsync(async () =>
    {
        await inner.WriteCursorAsync(name, value, cancellationToken);
        foreach (var platform in world.Platforms)
            platform.Noted(name, value);
        return true;
    });

    public ValueTask<int> PurgeAsync(DateTimeOffset before, int strangers, CancellationToken cancellationToken) => WriteAsync(() => inner.PurgeAsync(before, strangers, cancellationToken));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private ValueTask<T> WriteAsync<T>(Func<ValueTask<T>> write) => process.DoAsync(() =>
    {
        world.Disk.RequireSpace();
        return write();
    });

    private LedgerIntake Misled(LedgerIntake intake) => fault is not PlantedFault.WrongTargetAfterSplit
        ? intake
        : intake with { Outbound = [.. intake.Outbound.Select(part => part.Part > 1 ? part with { Address = world.Platforms.Aggregate(part.Address, (address, platform) => platform.Misled(address)) } : part)] };
}
