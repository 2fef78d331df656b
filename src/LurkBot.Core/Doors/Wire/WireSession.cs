using LurkBot.Sessions;

namespace LurkBot.Doors;

/// <summary>A session as the gateway shows it.</summary>
internal sealed record WireSession(string Key, string Model, string Workspace, int Messages, bool HasWaiting, bool IsKept, IReadOnlyList<string> Said, string? Note)
{
    public static WireSession Of(SessionView view) => new(view.Key.ToString(), view.Model, view.Workspace, view.Messages, view.HasWaiting, view.IsKept, view.Said, view.Note);

    public SessionView ToView() => new(SessionKey.Parse(Key), Model, Workspace) { Messages = Messages, HasWaiting = HasWaiting, IsKept = IsKept, Said = Said, Note = Note };
}
