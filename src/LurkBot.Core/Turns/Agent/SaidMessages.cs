using LurkBot.Entries;
using Microsoft.Extensions.AI;

namespace LurkBot.Turns;

/// <summary>What a caller gives an agent, by what becomes of it.</summary>
internal sealed class SaidMessages
{
    private readonly List<ChatMessage> instructions = [];
    private readonly List<string> texts = [];
    private readonly List<FileContent> files = [];
    private readonly List<FunctionResultContent> results = [];

    /// <summary>Sorts messages.</summary>
    /// <param name="messages">The messages.</param>
    /// <exception cref="LurkBotException">One cannot be kept.</exception>
    public SaidMessages(IEnumerable<ChatMessage> messages)
    {
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System)
                instructions.Add(message);
            else if (message.Role == ChatRole.User)
                Add(message);
            else if (message.Role == ChatRole.Tool)
                results.AddRange(message.Contents.OfType<FunctionResultContent>());
            else
                throw new LurkBotException($"A durable session keeps its history itself: give only the new message of the user, not one of the role {message.Role}.");
        }
    }

    /// <summary>Goes before the conversation and is not stored.</summary>
    public IReadOnlyList<ChatMessage> Instructions => instructions;

    /// <summary>Results of calls.</summary>
    public IReadOnlyList<FunctionResultContent> Results => results;

    /// <summary>What the user says.</summary>
    public string Text => string.Join("\n\n", texts);

    /// <summary>The files that come with it.</summary>
    public IReadOnlyList<FileContent> Files => files;

    /// <summary>The message's own id.</summary>
    public string? Source { get; private set; }

    /// <summary>Whether the user says something.</summary>
    public bool HasMessage => texts.Count + files.Count > 0;

    private void Add(ChatMessage message)
    {
        foreach (var content in message.Contents)
        {
            if (content is DataContent data)
                files.Add(FileContent.Create(data.Name ?? "file", data.Data));
            else if (content is not TextContent)
                throw new LurkBotException($"A message may hold text and files; a durable session cannot keep a {content.GetType().Name}.");
        }

        if (message.Text.Length > 0)
            texts.Add(message.Text);
        Source = message.MessageId ?? Source;
    }
}
