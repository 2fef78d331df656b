namespace LurkBot.Tests.Channels;

/// <summary>A topic of a forum or of a private chat; its id is that of the service message that created it.</summary>
internal sealed class ServerTopic(int id, string name, ServerMessage created)
{
    public int Id { get; } = id;

    public string Name { get; set; } = name;

    public ServerMessage Created { get; } = created;

    public bool IsClosed { get; set; }

    public bool IsDeleted { get; set; }
}
