import { registry } from '@web/core/registry';

const DIALOG = '.modal .o_app_portal_people';

/**
 * Return what selects a cell of a person's line in the dialog.
 *
 * @param {string} person - The name.
 * @param {string} cell - What is selected in the line.
 * @return {string}
 */
function ofPerson(person, cell) {
    return `${DIALOG} tr.o_data_row:has(td[name="person_name"]:contains(${person})) ${cell}`;
}

/**
 * Return a step that sets or clears a person's tick by a click.
 *
 * @param {string} person - The name.
 * @return {object}
 */
function tick(person) {
    return {
        content: `Tick ${person}`,
        trigger: ofPerson(person, 'td[name="in_portal"]'),
        run: 'click',
    };
}

/**
 * Return a step that waits for an explanation beside a person.
 *
 * @param {string} person - The name.
 * @param {string} text - A part of what it says.
 * @return {object}
 */
function readNote(person, text) {
    return {
        content: `Read "${text}" beside ${person}`,
        trigger: ofPerson(person, `td[name="access_note"]:contains(${text})`),
    };
}

/**
 * Return a step that waits until the dialog has taken all ticks into account.
 *
 * @param {string} text - What it is going to do.
 * @return {object}
 */
function readSummary(text) {
    return {
        content: `Read "${text}" below the list`,
        trigger: `.modal .o_field_widget[name="summary"]:contains(${text})`,
    };
}

/** A salesperson gives two people access and takes it from a third. */
registry.category('web_tour.tours').add('account_payment_portal_grant_access', {
    steps: () => [
        {
            content: 'Open the dialog from the contact',
            trigger: 'button[name="action_open_portal_access"]:contains(Invited)',
            run: 'click',
        },
        readNote('Carla', 'Invited, not signed in yet'),
        readNote('Walter', 'Works here'),
        tick('Ana'),
        readNote('Ana', 'Will be invited'),
        tick('Bruno'),
        readSummary('To invite: 2.'),
        readNote('Bruno', 'No e-mail address'),
        { content: 'Apply', trigger: '.modal button[name="action_apply"]', run: 'click' },
        {
            content: 'Be told what is wrong with whom',
            trigger: '.modal .modal-body:contains(Bruno: No e-mail address)',
        },
        {
            content: 'Close the message',
            trigger: '.modal:has(.modal-body:contains(Nothing was changed)) footer button',
            run: 'click',
        },
        {
            content: 'Enter the line of Bruno',
            trigger: ofPerson('Bruno', 'td[name="email"]'),
            run: 'click',
        },
        {
            content: 'Type his address',
            trigger: ofPerson('Bruno', 'td[name="email"] input'),
            run: 'edit bruno@ga-sur.example.com && press Tab',
        },
        readNote('Bruno', 'Will be invited'),
        tick('Carla'),
        readNote('Carla', 'Access will be revoked'),
        readSummary('To invite: 2. To revoke: 1.'),
        { content: 'Apply', trigger: '.modal button[name="action_apply"]', run: 'click' },
        {
            content: 'Read what was done',
            trigger: '.o_notification:contains(Invitations on their way: 2. Access revoked: 1.)',
        },
        {
            content: 'Open the dialog again',
            trigger: 'body:not(:has(.modal)) button[name="action_open_portal_access"]',
            run: 'click',
        },
        readNote('Ana', 'Invited, not signed in yet'),
        readNote('Carla', 'Access was revoked'),
        { content: 'Leave', trigger: '.modal button[special="cancel"]', run: 'click' },
        {
            content: 'Be back on the contact',
            trigger: 'body:not(:has(.modal)) button[name="action_open_portal_access"]',
        },
    ],
});
