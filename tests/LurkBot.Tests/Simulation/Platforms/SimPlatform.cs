using LurkBot.Channels;
using LurkBot.Delivery;
using LurkBot.Sessions;
using Microsoft.AspNetCore.Http;

namespace LurkBot.Tests.Simulation;

/// <summary>A platform of a simulated history: its strict server, its people, and what it does to a client.</summary>
internal abstract class SimPlatform(SimWorld world, string name)
{
    protected static readonly byte[] Picture = Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==");

    /// <summary>Its name in settings, addresses and keys.</summary>
    public string Name { get; } = name;

    /// <summary>The session in which tools work.</summary>
    public abstract string OwnerKey { get; }

    /// <summary>What no good client sends.</summary>
    public abstract IReadOnlyList<string> Problems { get; }

    /// <summary>Whether it tells what became of each part whose answer was lost.</summary>
    public abstract bool TellsWhatWasSent { get; }

    /// <summary>Whether it tells again after minutes what it told in vain.</summary>
    public virtual bool TellsLate => false;

    /// <summary>What its chats show of the bot now.</summary>
    public abstract IReadOnlyList<SimShown> Shown { get; }

    protected SimWorld World { get; } = world;

    protected Random Random => World.Clock.Random;

    public abstract void Configure(ChannelOptions options);

    /// <summary>The channel of a process.</summary>
    public abstract IChannel Open(ChannelOptions options, SimProcess process);

    /// <summary>Serves a request.</summary>
    public abstract Task HandleAsync(HttpContext context);

    /// <summary>How it refuses what comes too often.</summary>
    public abstract HttpResponseMessage Flood(int seconds);

    /// <summary>A person does something.</summary>
    public abstract void Act(int number, bool isHard);

    /// <summary>The owner says a last word, once the world is calm.</summary>
    public abstract void Speak(string token);

    /// <summary>A person presses a button that was seen a while ago.</summary>
    public abstract void Press(SimShown chat, SimAnswer answer, string choice);

    /// <summary>Something of its own goes wrong.</summary>
    public abstract void Trouble();

    /// <summary>What a request is in the trace; null for what would only fill it.</summary>
    public abstract string? Trace(HttpRequestMessage request, byte[] body);

    /// <summary>A request came.</summary>
    public virtual void Asked(HttpRequestMessage request, byte[] body)
    {
    }

    /// <summary>The gateway wrote down how far it heard.</summary>
    public virtual void Noted(string cursor, string value)
    {
    }

    /// <summary>Whether the gateway wrote down that it still has to answer somebody, in a place other than the ledger's rows.</summary>
    public virtual bool IsOwed => false;

    /// <summary>The session to which a message belongs now.</summary>
    public virtual string KeyOf(SimSaid said) => said.Key;

    /// <summary>The chat that a chat is now.</summary>
    public virtual string ChatNow(string chat) => chat;

    /// <summary>Whether a message belongs to a session.</summary>
    public abstract bool IsOf(MessageSource source, SessionKey key);

    /// <summary>Plants a fault: another chat's address.</summary>
    public abstract string Misled(string address);

    protected static string KeyOf(string platform, string chat, SessionType type) => SessionKey.Create(platform, chat, type).ToString();
}
