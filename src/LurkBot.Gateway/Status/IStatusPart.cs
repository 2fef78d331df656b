namespace LurkBot.Gateway;

/// <summary>A part of the gateway, such as a channel, that has something to say in <c>lurkbot gateway status</c>. Register it with the services.</summary>
internal interface IStatusPart
{
    /// <summary>Its name, such as <c>telegram</c>.</summary>
    string Name { get; }

    /// <summary>What it says: one line for the owner, without secrets and message texts.</summary>
    string Describe();
}
