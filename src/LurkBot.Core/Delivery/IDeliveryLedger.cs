using LurkBot.Sessions;

namespace LurkBot.Delivery;

/// <summary>
/// The ledger of what came from platforms and what goes to them: inbox, outbox, dead letters and cursors. Sessions' files are the truth about what was
/// said; the ledger alone knows what was sent (RULES LE1). When a call returns, what it wrote is durable. Thread-safe.
/// </summary>
internal interface IDeliveryLedger : IAsyncDisposable
{
    /// <summary>
    /// Whether the sessions' files had not all been read into it when it was opened, so that <see cref="LedgerCursor.FilesRead"/> was not stored: there was none, a
    /// damaged one was put aside, or the process that made it ended before.
    /// </summary>
    bool IsNew { get; }

    /// <summary>Where a damaged one was put, as a sentence for the owner; null when it was sound.</summary>
    string? Problem { get; }

    /// <summary>Writes down messages that arrived.</summary>
    /// <param name="messages">The messages, in the platform's order; a source may occur twice.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>For each the row as it is now; one that was received before has its earlier row, and a number lower than the others'.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written: nothing may be acknowledged.</exception>
    ValueTask<IReadOnlyList<InboundRecord>> ReceiveAsync(IReadOnlyList<InboundRecord> messages, CancellationToken cancellationToken);

    /// <summary>Moves a message on. A fate is final: what is over stays as it is.</summary>
    /// <param name="source">The message.</param>
    /// <param name="state">Its state.</param>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether it was moved.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask<bool> MoveInboundAsync(string source, InboundState state, string? reason, CancellationToken cancellationToken);

    /// <summary>Lets a message be taken that was refused and is in no session: its sender changed it.</summary>
    /// <param name="source">The message.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Whether it waits now; one that has another fate keeps it.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask<bool> ReceiveAgainAsync(string source, CancellationToken cancellationToken);

    /// <summary>The newest entry of a session that need not be looked at again.</summary>
    /// <param name="session">The session.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null for a session that the ledger does not know.</returns>
    ValueTask<long?> ReadThroughAsync(SessionId session, CancellationToken cancellationToken);

    /// <summary>The newest entries that need not be looked at again, of all sessions that the ledger knows.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<IReadOnlyDictionary<SessionId, long>> ReadThroughAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Takes in what a session's file has, in one transaction: idempotent. Where a delivery has nothing but the row of its preview (part 1, with
    /// <see cref="OutboundRecord.Markup"/> null and <see cref="OutboundRecord.Entry"/> null): a preview whose platform id is known becomes
    /// part 1 of the delivery, pending, to be edited; one whose id is not known becomes <see cref="OutboundState.MaybeSent"/> as part 0, and all parts are added. A part that comes as
    /// <see cref="OutboundState.Cancelled"/> only ends a preview: without one it is not added.
    /// </summary>
    /// <param name="intake">What it has.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>The parts that are pending now and were not before, in the order of sending.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask<IReadOnlyList<OutboundRecord>> TakeInAsync(LedgerIntake intake, CancellationToken cancellationToken);

    /// <summary>Takes in what several sessions' files have, in one transaction: as for one. What is pending then is found by <see cref="ReadUnsentAsync"/>.</summary>
    /// <param name="intakes">What they have.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask TakeInAllAsync(IReadOnlyList<LedgerIntake> intakes, CancellationToken cancellationToken);

    /// <summary>
    /// Adds the parts of one delivery that no file tells, such as a command's reply, or the row of a preview; one that is there stays as it is. The row of a preview
    /// that a killed turn of the session left becomes that of the turn that is shown or ends next, here and in <see cref="TakeInAsync"/>.
    /// </summary>
    /// <param name="parts">All its parts.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>Its parts as they are now, in the order of sending.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask<IReadOnlyList<OutboundRecord>> AddAsync(IReadOnlyList<OutboundRecord> parts, CancellationToken cancellationToken);

    /// <summary>Takes a part to send it: from pending to sending, with one attempt more.</summary>
    /// <param name="id">The row.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when it is not pending any more.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written: the part must not be sent.</exception>
    ValueTask<bool> BeginSendingAsync(long id, CancellationToken cancellationToken);

    /// <summary>Says what became of a part that is being sent, or of a pending one.</summary>
    /// <param name="id">The row.</param>
    /// <param name="state">Its state; pending puts it back.</param>
    /// <param name="platformId">The platform's id; null leaves what is known.</param>
    /// <param name="reason">Why; null for no reason.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when it has its fate already.</returns>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask<bool> MoveOutboundAsync(long id, OutboundState state, string? platformId, string? reason, CancellationToken cancellationToken);

    /// <summary>The preview of a delivery of which is not known whether it is there: the row that <see cref="TakeInAsync"/> made part 0.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when there is none.</returns>
    ValueTask<OutboundRecord?> FindPreviewAsync(string delivery, CancellationToken cancellationToken);

    /// <summary>Removes the row of such a preview, in one transaction with what it is replaced by: it was found, or is not there.</summary>
    /// <param name="preview">Its row.</param>
    /// <param name="part">The row of the part that takes its place.</param>
    /// <param name="platformId">The platform's id of the preview, which the part is to edit; null when there is none.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask ReplacePreviewAsync(long preview, long part, string? platformId, CancellationToken cancellationToken);

    /// <summary>The parts that wait, or were being sent when their process ended, in the order of sending.</summary>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<IReadOnlyList<OutboundRecord>> ReadUnsentAsync(CancellationToken cancellationToken);

    /// <summary>Gives back, as a person asked for it: a part that failed or may have been sent is pending again, a message of a session that failed is received again until <see cref="MoveInboundAsync"/>.</summary>
    /// <param name="row">The row: <c>in-12</c> or <c>out-12</c>, as <c>lurkbot deliveries</c> shows it.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is no such row, it is in another state, or its text is kept nowhere.</returns>
    ValueTask<bool> RetryAsync(string row, CancellationToken cancellationToken);

    /// <summary>Cancels a part that waits, failed or may have been sent, or a message that failed or is in no session; one that was asked for again is failed again.</summary>
    /// <param name="row">The row, as for <see cref="RetryAsync"/>.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>False when there is no such row, it is in another state, or its session's file decides about it.</returns>
    ValueTask<bool> CancelAsync(string row, string reason, CancellationToken cancellationToken);

    /// <summary>Cancels all of a session that is not over, failed or may have been sent, as when it is deleted. A part that is being sent now ends by itself.</summary>
    /// <param name="session">The session.</param>
    /// <param name="reason">Why.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many rows.</returns>
    ValueTask<int> CancelAllAsync(SessionId session, string reason, CancellationToken cancellationToken);

    /// <summary>Rows, for people.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    ValueTask<LedgerRows> ReadAsync(LedgerFilter filter, CancellationToken cancellationToken);

    /// <summary>The message of a source.</summary>
    /// <param name="source">The source.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null when it was never received.</returns>
    ValueTask<InboundRecord?> FindReceivedAsync(string source, CancellationToken cancellationToken);

    /// <summary>Sends what waits for a chat to the chat that it became, as messages of their own: ids of the former chat name others there. What is being sent stays as it is.</summary>
    /// <param name="from">The former target, without a thread.</param>
    /// <param name="to">The new one.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many parts were moved, those in threads too.</returns>
    ValueTask<int> RetargetAsync(DeliveryTarget from, DeliveryTarget to, CancellationToken cancellationToken);

    /// <summary>A cursor of a platform.</summary>
    /// <param name="name">Whose: channel, account, and what it counts.</param>
    /// <param name="cancellationToken">Cancels the look.</param>
    /// <returns>Null before the first.</returns>
    ValueTask<string?> ReadCursorAsync(string name, CancellationToken cancellationToken);

    /// <summary>Stores a cursor; what it covers must be durable already (RULES LE3).</summary>
    /// <param name="name">Whose.</param>
    /// <param name="value">Where it is.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <exception cref="LurkBotException">The ledger cannot be written.</exception>
    ValueTask WriteCursorAsync(string name, string value, CancellationToken cancellationToken);

    /// <summary>Removes what ended long ago, and of the messages of strangers all but the newest.</summary>
    /// <param name="before">Rows that ended before are removed.</param>
    /// <param name="strangers">So many rows of refused messages stay.</param>
    /// <param name="cancellationToken">Cancels before anything is written.</param>
    /// <returns>How many rows were removed.</returns>
    ValueTask<int> PurgeAsync(DateTimeOffset before, int strangers, CancellationToken cancellationToken);
}
