using System.Text.Json.Nodes;

namespace LurkBot.Tests.Channels;

/// <summary>A conversation: a public or private channel, a direct message or a group of them.</summary>
internal sealed class WorkspaceChannel(string id, ConversationKind kind, string name)
{
    public string Id { get; } = id;

    public ConversationKind Kind { get; } = kind;

    public string Name { get; set; } = name;

    public bool IsArchived { get; set; }

    /// <summary>Whether only administrators may write.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Whether it is shared with another workspace.</summary>
    public bool IsShared { get; set; }

    /// <summary>The ids of the members.</summary>
    public List<string> Members { get; } = [];

    /// <summary>All messages, oldest first; deleted ones too.</summary>
    public List<WorkspaceMessage> Messages { get; } = [];

    public bool IsDirect => Kind is ConversationKind.Im or ConversationKind.Mpim;

    /// <summary>The first half of the scopes for it, and the type in lists.</summary>
    public string Scope => Kind switch { ConversationKind.Public => "channels", ConversationKind.Private => "groups", ConversationKind.Im => "im", _ => "mpim" };

    /// <summary>The name of the kind in <c>types</c> of a list.</summary>
    public string ListType => Kind switch { ConversationKind.Public => "public_channel", ConversationKind.Private => "private_channel", ConversationKind.Im => "im", _ => "mpim" };

    /// <summary>The <c>channel_type</c> of events.</summary>
    public string EventType => Kind switch { ConversationKind.Public => "channel", ConversationKind.Private => "group", ConversationKind.Im => "im", _ => "mpim" };

    public bool Has(WorkspaceUser user) => Members.Contains(user.Id, StringComparer.Ordinal);

    public WorkspaceMessage? Find(string? ts) => Messages.Find(message => message.Ts == ts && !message.IsDeleted);

    /// <summary>The channel object, as the user of an app sees it.</summary>
    public JsonObject ToJson(WorkspaceUser reader)
    {
        var json = new JsonObject { ["id"] = Id, ["created"] = 1_760_000_000, ["is_archived"] = IsArchived, ["is_im"] = Kind == ConversationKind.Im };
        if (Kind == ConversationKind.Im)
        {
            json["user"] = Members.Find(member => member != reader.Id);
            json["is_user_deleted"] = false;
            return json;
        }

        json["name"] = Name;
        json["name_normalized"] = Name;
        json["is_channel"] = Kind == ConversationKind.Public;
        json["is_group"] = Kind == ConversationKind.Private;
        json["is_mpim"] = Kind == ConversationKind.Mpim;
        json["is_private"] = Kind != ConversationKind.Public;
        json["is_general"] = false;
        json["is_ext_shared"] = IsShared;
        json["is_shared"] = IsShared;
        json["is_member"] = Has(reader);
        json["topic"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 };
        json["purpose"] = new JsonObject { ["value"] = "", ["creator"] = "", ["last_set"] = 0 };
        return json;
    }
}
