namespace LurkBot.Import;

/// <summary>Reads the conversations that one program writes.</summary>
internal interface IImportFormat
{
    /// <summary>The name that <c>--format</c> takes.</summary>
    string Name { get; }

    /// <summary>What it is, for a list of formats.</summary>
    string Description { get; }

    /// <summary>Whether a file is of this format, judged by how it begins.</summary>
    bool Recognizes(ImportSample sample);

    /// <summary>Reads a file one conversation after the other.</summary>
    /// <exception cref="LurkBotException">It cannot be read any further.</exception>
    IEnumerable<ImportedSession> Read(ImportSource source);
}
